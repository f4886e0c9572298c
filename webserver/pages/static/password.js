// How good a new password is, told while it is typed, with the same measure as in the desktop window. The server
// decides what it takes; without this script, it says so after the form was sent.
"use strict";

const COMMON = ("password passwort postroom letmein welcome qwertz qwerty admin login master secret dragon monkey" +
  " iloveyou abc123 123456 111111 asdf 1q2w3e sunshine").split(" ");
const ROWS = "abcdefghijklmnopqrstuvwxyz 01234567890 qwertyuiop qwertzuiop asdfghjkl zxcvbnm yxcvbnm".split(" ");
const WORDS = ["Too short.", "Weak.", "Fair.", "Good.", "Strong."];
const SHORTEST = 8;

const reversed = (text) => [...text].reverse().join("");

// The characters that do not simply follow from the one before: the same again, or the next in a row of keys.
function unpredictable(letters) {
  let count = Math.min(1, letters.length);
  for (let at = 1; at < letters.length; at++) {
    const pair = letters[at - 1] + letters[at];
    const follows = ROWS.some((row) => row.includes(pair) || reversed(row).includes(pair));
    if (letters[at - 1] !== letters[at] && !follows) count++;
  }
  return Math.min(count, 2 * new Set(letters).size);
}

function alphabet(password) {
  let size = 26 * /\p{Ll}/u.test(password) + 26 * /\p{Lu}/u.test(password) + 10 * /\p{Nd}/u.test(password);
  size += 20 * /[^\p{L}\p{N}]/u.test(password);
  return Math.max(size, 10) + 100 * /[^\x00-\x7f]/.test(password);
}

function judge(password, name) {
  if ([...password].length < SHORTEST) return { strength: 0, hint: `Use at least ${SHORTEST} characters.` };
  let counted = password.toLowerCase(), hint = "";
  for (const piece of [name.split("@")[0].toLowerCase(), ...COMMON]) {
    if (piece.length >= 3 && counted.includes(piece)) {
      hint = "Leave out your name and common words.";
      counted = counted.replaceAll(piece, "\0");
    }
  }
  const letters = unpredictable([...counted]);
  if (!hint && letters < 0.6 * [...counted].length) hint = "Avoid repetitions and rows of keys.";
  const bits = letters * Math.log2(alphabet(password));
  return { strength: 1 + (bits >= 38) + (bits >= 55) + (bits >= 80), hint };
}

{
  const field = document.getElementById("password"), again = document.getElementById("repeated");
  const meter = document.getElementById("strength"), words = document.getElementById("password-hint");
  const usual = words.textContent;
  meter.hidden = false;
  field.addEventListener("input", () => {
    const found = judge(field.value, field.form.dataset.name);
    meter.value = field.value ? found.strength : 0;
    words.textContent = field.value ? `${WORDS[found.strength]} ${found.hint}`.trim() : usual;
  });
  // Said as soon as somebody leaves the second field, not while it is still being typed.
  const told = document.getElementById("repeated-fault");
  const compare = () => {
    const differ = again.value !== "" && again.value !== field.value;
    told.textContent = differ ? "The two passwords are not the same. Type the new password again." : "";
    told.hidden = !differ;
    if (differ) again.setAttribute("aria-invalid", "true"); else again.removeAttribute("aria-invalid");
  };
  again.addEventListener("change", compare);
  again.addEventListener("input", () => { if (!told.hidden) compare(); });
}
