// What sharing takes a script for: an instance of Mastodon that the reader names, which the browser remembers, and the
// clipboard. Without this script the other links are there all the same.

const KEPT = "mastodon-instance";
// A browser may refuse to keep anything.
const remembered = () => {
  try {
    return localStorage.getItem(KEPT) ?? "";
  } catch {
    return "";
  }
};
const remember = (host) => {
  try {
    localStorage.setItem(KEPT, host);
  } catch {}
};

// `https://mastodon.social/@ada`, `@ada@mastodon.social` and `mastodon.social` are all at home on one host.
function hostOf(text) {
  const written = text.trim();
  const address = written.includes("/") ? written : written.slice(written.lastIndexOf("@") + 1);
  try {
    const { hostname, host } = new URL(address.includes("://") ? address : `https://${address}`);
    return hostname.includes(".") ? host : "";
  } catch {
    return "";
  }
}

for (const item of document.querySelectorAll(".share-mastodon")) {
  const choice = item.querySelector("details");
  const input = choice.querySelector("input");
  const link = item.querySelector("a");
  if (link) link.hidden = true;
  choice.hidden = false;
  item.hidden = false;
  input.value = remembered() || (link ? new URL(link.href).host : "");
  choice.addEventListener("toggle", () => {
    if (choice.open) input.focus();
  });
  input.addEventListener("input", () => input.setCustomValidity(""));
  choice.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    const host = hostOf(input.value);
    if (!host) {
      input.setCustomValidity(input.placeholder);
      input.reportValidity();
      return;
    }
    remember(host);
    location.assign(`https://${host}/share?text=${encodeURIComponent(choice.dataset.text)}`);
  });
}

for (const button of document.querySelectorAll(".share-copy")) {
  if (!navigator.clipboard) continue;
  const status = button.closest(".share").querySelector(".share-status");
  button.parentElement.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(button.dataset.url);
      status.textContent = button.dataset.copied;
    } catch {
      // Refused: then the address is there to be copied by hand.
      status.textContent = button.dataset.url;
      return;
    }
    setTimeout(() => {
      status.textContent = "";
    }, 4000);
  });
}
