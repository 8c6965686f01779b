(function () {
  "use strict";
  var pages = Array.prototype.slice.call(document.querySelectorAll("section"));
  var at = 0, typed = "";
  function show(number) {
    at = Math.max(0, Math.min(pages.length - 1, number));
    pages.forEach(function (page, index) { page.classList.toggle("on", index === at); });
    document.body.classList.remove("contents");
    if (location.hash !== "#" + (at + 1)) { history.replaceState(null, "", "#" + (at + 1)); }
  }
  function fromHash() {
    var number = parseInt(location.hash.slice(1), 10);
    return isNaN(number) ? 0 : number - 1;
  }
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey) { return; }
    var key = event.key;
    if (/^[0-9]$/.test(key)) { typed += key; return; }
    if (key === "Enter" && typed) { show(parseInt(typed, 10) - 1); typed = ""; event.preventDefault(); return; }
    typed = "";
    if (key === "Enter" && document.activeElement && document.activeElement.tagName === "A") { return; }
    if (key === "ArrowRight" || key === "ArrowDown" || key === "PageDown" || key === " " || key === "Enter") { show(at + 1); }
    else if (key === "ArrowLeft" || key === "ArrowUp" || key === "PageUp" || key === "Backspace") { show(at - 1); }
    else if (key === "Home") { show(0); }
    else if (key === "End") { show(pages.length - 1); }
    else if (key === "c" || key === "C") { document.body.classList.toggle("contents"); }
    else if (key === "n" || key === "N") { document.body.classList.toggle("notes"); }
    else if (key === "p" || key === "P") { window.print(); }
    else if (key === "Escape") { document.body.classList.remove("contents", "notes"); }
    else { return; }
    event.preventDefault();
  });
  var from = null;
  document.addEventListener("touchstart", function (event) { from = event.changedTouches[0].clientX; }, { passive: true });
  document.addEventListener("touchend", function (event) {
    if (from === null) { return; }
    var moved = event.changedTouches[0].clientX - from;
    from = null;
    if (Math.abs(moved) > 40) { show(at + (moved < 0 ? 1 : -1)); }
  });
  document.addEventListener("click", function (event) {
    var link = event.target.closest("a");
    if (link) { event.preventDefault(); show(parseInt(link.getAttribute("href").slice(1), 10) - 1); return; }
    if (document.body.classList.contains("contents") || event.target.closest("aside") || String(window.getSelection())) { return; }
    show(at + (event.clientX < window.innerWidth / 3 ? -1 : 1));
  });
  window.addEventListener("hashchange", function () { show(fromHash()); });
  show(fromHash());
})();
