// Finds markers, studies and claims in the lists of this page. Without this script the lists are all there.
(function () {
  "use strict";
  var MOST = 25;
  var GREEK = { "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "κ": "kappa", "λ": "lambda", "ω": "omega" };
  var box = document.getElementById("finder");
  var field = document.getElementById("query");
  var found = document.getElementById("found");
  var said = document.getElementById("said");

  // One spelling for "TGF-β1", "tgf beta 1" and "TGFbeta1": small letters and digits only.
  function fold(text) {
    return text.normalize("NFKD").toLowerCase()
      .replace(/[αβγδεκλω]/g, function (letter) { return GREEK[letter]; })
      .replace(/[^a-z0-9]+/g, "");
  }

  var entries = Array.prototype.map.call(document.querySelectorAll("#lists li"), function (item) {
    var name = fold(item.querySelector("a").textContent);
    return { item: item, name: name, all: name + " " + fold(item.getAttribute("data-words") || "") };
  });

  function rank(entry, words) {
    var first = entry.name.indexOf(words[0]);
    return first === 0 ? (entry.name === words[0] ? 0 : 1) : first > 0 ? 2 : 3;
  }

  function show() {
    var words = field.value.split(/\s+/).map(fold).filter(Boolean);
    found.textContent = "";
    if (!words.length) { said.textContent = ""; return; }
    var joined = words.join("");
    var hits = entries.filter(function (entry) {
      return entry.all.indexOf(joined) >= 0 || words.every(function (word) { return entry.all.indexOf(word) >= 0; });
    });
    hits.forEach(function (entry, place) { entry.order = rank(entry, words) * 100000 + place; });
    hits.sort(function (one, other) { return one.order - other.order; });
    hits.slice(0, MOST).forEach(function (entry) {
      var copy = entry.item.cloneNode(true);
      copy.insertBefore(document.createTextNode(entry.item.parentNode.getAttribute("data-kind") + " · "), copy.firstChild);
      found.appendChild(copy);
    });
    said.textContent = !hits.length ? "Nothing here has this in its name. The lists below hold all names."
      : hits.length > MOST ? "The first " + MOST + " of " + hits.length + ": add a word to see fewer."
      : hits.length === 1 ? "1 found." : hits.length + " found.";
  }

  field.addEventListener("input", show);
  field.addEventListener("keydown", function (event) {
    if (event.key === "Escape") { field.value = ""; show(); }
  });
  box.addEventListener("submit", function (event) {
    event.preventDefault();
    var first = found.querySelector("a");
    if (first) { first.focus(); }
  });
  box.hidden = false;
  show();
})();
