// Search over the titles of all pages: every word has to be in the title or in what the page is.
const box = document.getElementById("search");
const found = document.getElementById("found");
const pages = document.querySelector("nav details");
if (matchMedia("(max-width: 60rem)").matches) pages.removeAttribute("open");
function search() {
  const words = box.value.toLowerCase().replaceAll("_", " ").split(/\s+/).filter(Boolean);
  found.replaceChildren();
  const fits = PAGES.filter(([title, , kind]) => {
    const text = (title + " " + kind).toLowerCase().replaceAll("_", " ");
    return words.every((word) => text.includes(word));
  });
  for (const [title, path, kind] of words.length ? fits.slice(0, 30) : []) {
    const link = document.createElement("a");
    link.href = document.body.dataset.top + path;
    link.append(title, Object.assign(document.createElement("span"), { textContent: kind }));
    const item = document.createElement("li");
    item.append(link);
    found.append(item);
  }
  if (words.length && !fits.length) found.append(Object.assign(document.createElement("li"), { textContent: "no title has this" }));
  found.hidden = !words.length;
}
box.addEventListener("input", search);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") { box.value = ""; search(); }
  if (event.key === "Enter" && event.target === box) found.querySelector("a")?.click();
  if (event.key === "/" && event.target !== box) { event.preventDefault(); box.focus(); }
});
