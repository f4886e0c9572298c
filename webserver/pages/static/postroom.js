// The little script of the web area: everything works without it, and is more at hand with it.
"use strict";

// Times are written in UTC; here they become those of the person's own clock.
for (const one of document.querySelectorAll("time[datetime]")) {
  const moment = new Date(one.dateTime);
  if (!isNaN(moment)) {
    one.title = one.textContent;
    one.textContent = moment.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
  }
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard;
  const label = button.textContent;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = label; }, 2000);
  });
}

// What is wrong with a form comes into sight, and is read out, wherever on the page the form is.
(document.getElementById("faults") ?? document.querySelector("[aria-invalid=true]"))?.focus();

// On a small screen the list of pages is moved sideways: the present one has to be in sight.
// Only sideways: the page itself may have been opened at one of its parts.
for (const here of document.querySelectorAll("nav [aria-current]")) {
  const room = here.closest("nav"), place = here.getBoundingClientRect(), around = room.getBoundingClientRect();
  room.scrollLeft += place.left - around.left - (around.width - place.width) / 2;
}

// A form with data-check is checked by the server while it is filled in: a sentence shows at each field that was
// changed or left, and goes as soon as the field is right.
for (const form of document.querySelectorAll("form[data-check]")) {
  const touched = new Set();
  let timer = 0, asked = 0, pressed = false, later = null;
  const show = (faults) => {
    // A sentence that comes or goes moves the page: not between the press of a button and its release.
    later = pressed ? faults : null;
    if (pressed) return;
    for (const box of form.querySelectorAll("[data-field]")) {
      const name = box.dataset.field, told = box.querySelector(".fault-text"), input = form.elements[name];
      // What the server said of a saved form stays at its field until that field is right.
      const sentence = faults[name] && (touched.has(name) || !told.hidden) ? faults[name] : "";
      told.textContent = sentence;
      told.hidden = !sentence;
      if (sentence) input.setAttribute("aria-invalid", "true"); else input.removeAttribute("aria-invalid");
    }
  };
  const check = async () => {
    const mine = ++asked, body = new URLSearchParams(new FormData(form));
    try {
      const answer = await fetch(form.dataset.check, { method: "POST", body, redirect: "error" });
      if (!answer.ok) return;
      const found = await answer.json(), ehlo = form.querySelector("[data-ehlo]");
      // Only once all of it is there: meanwhile a newer one may have come.
      if (mine !== asked) return;
      show(found.faults);
      if (ehlo && found.ehlo) ehlo.textContent = "Greets as " + found.ehlo;
      form.dataset.checked = String(mine);
    } catch {
      // Without an answer, saving tells the same.
    }
  };
  const soon = (event, delay) => {
    const box = event.target.closest("[data-field]");
    if (box) touched.add(box.dataset.field);
    clearTimeout(timer);
    timer = setTimeout(check, delay);
  };
  const release = () => {
    pressed = false;
    if (later) show(later);
  };
  form.addEventListener("pointerdown", () => { pressed = true; });
  for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => setTimeout(release));
  form.addEventListener("input", (event) => soon(event, 250));
  form.addEventListener("change", (event) => soon(event, 0));
  form.addEventListener("focusout", (event) => { if (event.target.value !== event.target.defaultValue) soon(event, 0); });
}

// Progress of a test: asked for twice a second until it has ended.
for (const box of document.querySelectorAll("[data-progress]")) {
  const list = box.querySelector("ol"), result = box.querySelector("[data-result]");
  const element = (name, text, className) => {
    const made = document.createElement(name);
    made.textContent = text;
    if (className) made.className = className;
    return made;
  };
  const item = (stage) => {
    const made = element("li", "");
    made.dataset.state = stage.state;
    made.append(element("span", stage.name, "stage-name"), " ", element("span", stage.state, "badge"), element("pre", stage.words));
    const facts = Object.entries(stage.facts);
    if (facts.length) {
      const told = element("dl", "");
      for (const [name, value] of facts) told.append(element("dt", name), element("dd", value));
      made.append(told);
    }
    return made;
  };
  const ask = async () => {
    let found = null;
    try {
      const answer = await fetch(box.dataset.progress, { redirect: "error" });
      found = answer.ok ? await answer.json() : null;
    } catch {
      // The next time is another chance.
    }
    if (found) {
      if (found.stages.length) list.replaceChildren(...found.stages.map(item));
      result.textContent = box.dataset.kind + " " + found.words + ". " + found.result;
      result.className = "note " + ({ done: "good", failed: "fault" }[found.state] || "");
      box.dataset.state = found.state;
    }
    if (!found || found.state === "waiting" || found.state === "running") setTimeout(ask, 500);
  };
  if (box.dataset.state === "waiting" || box.dataset.state === "running") ask();
}
