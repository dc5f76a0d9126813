// The page's words, in the reader's language: keys under `js.`, and a few that pages and
// scripts share, come with the page as data.
const words = JSON.parse(document.getElementById("words").textContent);

/** Return the words of a key, `{name}` replaced by values; plain text, never markup. */
export function t(key, values = {}) {
  const text = words[`js.${key}`] ?? words[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
}
