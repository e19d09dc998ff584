/* Forms marked data-grid are keyed without the mouse: Enter leads to the next box and saves behind the last one; the
   arrows up and down stay in their column. What was typed is kept in this window until the page it belongs to was
   saved, so that a lost connection loses nothing; it is never kept beyond the window. Everything works without this. */
(() => {
  const form = document.querySelector("form[data-grid]");
  const address = location.pathname + location.search;
  const sent = sessionStorage.getItem("grid:sent");
  if (sent && sent !== address) sessionStorage.removeItem("grid:" + sent);
  sessionStorage.removeItem("grid:sent");
  if (!form) return;
  const boxes = [...form.elements].filter((box) => box.name && box.type !== "hidden");
  const mark = form.elements.seen ? form.elements.seen.value : "";
  const place = "grid:" + address;

  const next = (box) => boxes[boxes.indexOf(box) + 1];
  const beside = (box, rows) => {
    const cell = box.closest("td");
    const row = cell && cell.parentElement[rows < 0 ? "previousElementSibling" : "nextElementSibling"];
    return row && row.cells[cell.cellIndex].querySelector("input, select");
  };
  const go = (box) => {
    if (!box) return false;
    box.focus();
    if (box.select) box.select();
    return true;
  };

  form.addEventListener("keydown", (event) => {
    const box = event.target;
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || !boxes.includes(box)) return;
    const arrow = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (arrow && box.tagName === "INPUT" && go(beside(box, arrow))) event.preventDefault();
    if (event.key !== "Enter" || event.shiftKey || box.type === "textarea") return;
    event.preventDefault();
    if (!go(next(box))) form.requestSubmit();
  });

  const keep = () => {
    const typed = boxes.map((box) => (box.type === "checkbox" ? box.checked : box.value));
    sessionStorage.setItem(place, JSON.stringify({ mark, typed }));
  };
  form.addEventListener("input", keep);
  form.addEventListener("submit", () => sessionStorage.setItem("grid:sent", address));

  const kept = JSON.parse(sessionStorage.getItem(place) || "null");
  const fresh = !document.querySelector(".errors");
  if (kept && kept.mark === mark && kept.typed.length === boxes.length && fresh) {
    boxes.forEach((box, at) => {
      if (box.type === "checkbox") box.checked = kept.typed[at];
      else box.value = kept.typed[at];
    });
  } else if (fresh) sessionStorage.removeItem(place);
  if (fresh) go(boxes.find((box) => box.type !== "checkbox" && !box.value) || boxes[0]);
})();
