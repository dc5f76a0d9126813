// Runs before the page is drawn: what needs scripts (.js-only) is shown only where they run.
document.documentElement.classList.add("scripts");
