// Reads a page out, piece by piece, through the browser's own voice. Nothing leaves the telephone, nothing starts by itself.
(function () {
  "use strict";
  var place = document.getElementById("listen"), voice = window.speechSynthesis;
  if (!place || !voice || !window.SpeechSynthesisUtterance) { return; }
  var pieces = document.querySelectorAll("main h1, main h2, main h3, main p, main li, main dt, main dd, main tr, main label, main legend, main caption, main summary");
  var button = document.createElement("button"), at = -1;

  function mark(piece, on) {
    if (on) { piece.setAttribute("aria-current", "location"); piece.scrollIntoView({ block: "nearest" }); }
    else { piece.removeAttribute("aria-current"); }
  }

  function stop() {
    if (at >= 0) { mark(pieces[at], false); }
    at = -1;
    voice.cancel();
    button.textContent = place.dataset.start;
  }

  function words(piece) {
    var cells = piece.tagName === "TR" ? Array.prototype.map.call(piece.cells, function (cell) { return cell.textContent.trim(); }) : [piece.textContent];
    return cells.filter(Boolean).join("，").replace(/\s+/g, " ").trim();
  }

  function inside(piece) { // a paragraph in an entry was read with the entry; the way here is not the page
    if (piece.closest("nav")) { return true; }
    var around = piece.parentElement.closest("li, dd, tr, label, summary");
    return around && !piece.contains(around);
  }

  function next() {
    if (at >= 0) { mark(pieces[at], false); }
    do { at += 1; } while (at < pieces.length && (inside(pieces[at]) || !words(pieces[at])));
    if (at >= pieces.length) { at = -1; stop(); return; }
    var said = new SpeechSynthesisUtterance(words(pieces[at])), mine = at;
    said.lang = (pieces[at].closest("[lang]") || document.documentElement).lang.replace("zh-Hans", "zh-CN").replace("zh-Hant", "zh-TW");
    said.rate = 0.9;
    said.onend = function () { if (at === mine) { next(); } };
    said.onerror = function () { if (at === mine) { stop(); } };
    mark(pieces[at], true);
    voice.speak(said);
  }

  button.type = "button";
  button.textContent = place.dataset.start;
  button.addEventListener("click", function () {
    if (at >= 0) { stop(); } else { button.textContent = place.dataset.stop; next(); }
  });
  window.addEventListener("pagehide", function () { voice.cancel(); });
  place.replaceChildren(button);
}());
