/* In a list marked data-keys, j and k move between the rows' first links. Only while the list has the focus,
   so that no single key acts elsewhere; Enter follows the link by itself. */
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || (event.key !== "j" && event.key !== "k")) return;
  const here = event.target.closest("[data-keys] tbody tr");
  if (!here || event.target.matches("input, select, textarea")) return;
  const next = event.key === "j" ? here.nextElementSibling : here.previousElementSibling;
  const link = next && next.querySelector("a");
  if (link) link.focus();
});
/* A fragment that came back with errors: go to its summary, as a full page does by itself. */
document.addEventListener("htmx:afterSwap", (event) => {
  const summary = event.target.querySelector(".errors");
  if (summary) summary.focus();
});
