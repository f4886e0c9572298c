"""What must hold on every page of the web area, asked of the browser that shows it."""

from __future__ import annotations

from playwright.sync_api import Page

_UNNAMED = """() =>
  [...document.querySelectorAll('input:not([type=hidden]), select, textarea, button, a')]
    .filter(one => !(one.labels && one.labels.length) && !one.textContent.trim() && !one.getAttribute('aria-label'))
    .map(one => one.outerHTML)
"""
_FAINT = """() => {
  const rgb = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
  const linear = (v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  const light = (c) => c.slice(0, 3).reduce((sum, v, i) => sum + linear(v / 255) * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (one) => {
    for (let at = one; at; at = at.parentElement) {
      const c = rgb(getComputedStyle(at).backgroundColor);
      if (c.length < 4 || c[3] > 0) return c;
    }
    return [255, 255, 255];
  };
  const found = [];
  for (const one of document.querySelectorAll('body *')) {
    const has_text = [...one.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
    if (!has_text || !one.checkVisibility()) continue;
    const [a, b] = [light(rgb(getComputedStyle(one).color)), light(ground(one))].sort((x, y) => y - x);
    if ((a + 0.05) / (b + 0.05) < 4.5) found.push(one.textContent.trim().slice(0, 40));
  }
  return found;
}"""


def controls_without_name(page: Page) -> list[str]:
    """Return what a screen reader has no name for."""
    found: list[str] = page.evaluate(_UNNAMED)
    return found


def faint_texts(page: Page) -> list[str]:
    """Return the texts whose contrast is under 4.5 to 1 (WCAG 2.2, 1.4.3).

    https://www.w3.org/TR/WCAG22/#contrast-minimum
    """
    found: list[str] = page.evaluate(_FAINT)
    return found
