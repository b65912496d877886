// Light or dark as the reader chose. It stands in the head and waits for nothing, so that the first paint is right.
{
  const root = document.documentElement;
  const site = root.dataset.scheme ?? "auto";

  // A browser may refuse to keep anything: then a choice holds for its page.
  const kept = () => {
    try {
      return localStorage.getItem("scheme");
    } catch {
      return null;
    }
  };
  const show = (choice) => {
    const scheme = /^(auto|light|dark)$/.test(choice) ? choice : site;
    root.dataset.scheme = scheme;
    for (const select of document.querySelectorAll(".scheme select")) select.value = scheme;
    // The colours of the browser's own bar.
    for (const meta of document.querySelectorAll("meta[data-scheme]")) {
      const own = meta.dataset.scheme;
      meta.media = scheme === "auto" ? `(prefers-color-scheme: ${own})` : scheme === own ? "all" : "not all";
    }
  };

  show(kept());
  root.classList.add("scripted");
  document.addEventListener("DOMContentLoaded", () => show(kept()));
  document.addEventListener("change", ({ target }) => {
    if (!target.matches(".scheme select")) return;
    show(target.value);
    try {
      localStorage.setItem("scheme", target.value);
    } catch {}
  });
  // Other tabs, and pages that are gone back to.
  addEventListener("storage", () => show(kept()));
  addEventListener("pageshow", ({ persisted }) => persisted && show(kept()));
}
