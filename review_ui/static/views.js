// How a person looks at forms (boxes, grid): kept in this browser from form to form, and nowhere else.
const PREFIX = "zipingbiao.view.";

/** Whether a view is on; what it was at first where the browser keeps nothing. */
export function isOn(name, atFirst) {
  try {
    return (localStorage.getItem(PREFIX + name) ?? String(atFirst)) === "true";
  } catch {
    return atFirst;
  }
}

/** Keep a choice; a browser that allows no storage forgets it with the page. */
export function keep(name, on) {
  try {
    localStorage.setItem(PREFIX + name, String(on));
  } catch {
    // Storage may be full or forbidden: the view still changes.
  }
}
