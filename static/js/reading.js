// What helps to read an article: the section of the contents that is being read, code to copy, pictures to enlarge.
// Without this script the page has all of its text; with it nothing on the page moves.

const words = document.querySelector("script[data-copy]").dataset;

function buttonOf(className, text) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = className;
  button.textContent = text;
  return button;
}

// Contents

const WIDE = matchMedia("(min-width: 75em)");

function follow(contents) {
  const links = new Map();
  for (const link of contents.querySelectorAll("a")) {
    const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (heading) links.set(heading, link);
  }
  const begun = new Set();
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) begun[isIntersecting ? "add" : "delete"](target);
      const current = [...links.keys()].findLast((heading) => begun.has(heading));
      for (const [heading, link] of links) {
        if (heading === current) link.setAttribute("aria-current", "location");
        else link.removeAttribute("aria-current");
      }
      const link = links.get(current);
      if (link && contents.scrollHeight > contents.clientHeight) {
        contents.scrollTop = link.offsetTop - contents.clientHeight / 2;
      }
    },
    // A section has begun when its heading is near the upper edge of the window, or above it, however far.
    { rootMargin: "9999999px 0px -85% 0px" },
  );
  for (const heading of links.keys()) observer.observe(heading);
}

// In the margin of a wide window the style sheet keeps the contents open; so they say that they are.
function keepOpen(contents) {
  const summary = contents.querySelector("summary");
  const set = () => {
    if (WIDE.matches) contents.open = true;
    summary.tabIndex = WIDE.matches ? -1 : 0;
  };
  WIDE.addEventListener("change", set);
  set();
}

// Code

function offerCopy(code, status) {
  const block = code.parentElement;
  const button = buttonOf("code-copy", words.copy);
  let frame = block.closest(".code-block");
  if (!frame) {
    frame = document.createElement("div");
    frame.className = "code-frame";
    block.replaceWith(frame);
    frame.append(block);
  }
  frame.append(button);
  let timer;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(code.textContent.replace(/\n$/, ""));
    } catch {
      // Refused: then it is marked, to be copied by hand.
      getSelection().selectAllChildren(code);
      return;
    }
    status.textContent = words.copied;
    button.textContent = words.copied;
    clearTimeout(timer);
    timer = setTimeout(() => {
      status.textContent = "";
      button.textContent = words.copy;
    }, 3000);
  });
}

// Pictures

const isDrawing = (image) => /\.svg([?#]|$)/.test(image.src);

function offerLarge(image) {
  const widths = image.srcset.match(/\d+(?=w)/g) ?? [];
  const own = Math.max(image.naturalWidth, image.getAttribute("width") ?? 0, ...widths);
  if (!isDrawing(image) && own < image.clientWidth * 1.2) return;
  const button = buttonOf("enlarge", "+");
  button.ariaLabel = image.alt ? `${words.enlarge}: ${image.alt}` : words.enlarge;
  // A `<picture>` has no box of its own.
  const shown = image.closest("picture") ?? image;
  shown.after(button);
  image.classList.add("enlarges");
  shown.parentElement.classList.add("enlarge-frame");
  button.addEventListener("click", () => showLarge(image));
  image.addEventListener("click", () => {
    // Where the reader comes back to.
    button.focus({ preventScroll: true });
    showLarge(image);
  });
}

function showLarge(image) {
  const dialog = document.createElement("dialog");
  dialog.className = "large";
  dialog.ariaLabel = image.alt || words.enlarge;
  const large = new Image();
  large.alt = image.alt;
  large.sizes = "200vw";
  large.srcset = image.srcset;
  large.src = image.src;
  if (isDrawing(image)) large.className = "large-drawing";
  const room = document.createElement("div");
  room.className = "large-room";
  room.append(large);
  dialog.append(buttonOf("large-close", words.close), room);
  const caption = image.closest("figure")?.querySelector("figcaption");
  if (caption) {
    const text = document.createElement("p");
    text.className = "large-caption";
    text.append(...caption.cloneNode(true).childNodes);
    dialog.append(text);
  }
  dialog.addEventListener("click", ({ target }) => {
    if (!target.closest(".large-caption")) dialog.close();
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

const article = document.querySelector(".article");
const contents = article?.querySelector(".contents");
if (contents) {
  follow(contents);
  if (!contents.matches(".contents-open")) keepOpen(contents);
}

const codes = navigator.clipboard && article ? article.querySelectorAll("pre > code") : [];
if (codes.length > 0) {
  const status = document.createElement("p");
  status.className = "visually-hidden";
  status.role = "status";
  article.append(status);
  for (const code of codes) offerCopy(code, status);
}

for (const image of article?.querySelectorAll(".prose img, .lead-image img") ?? []) {
  if (image.closest("a, button")) continue;
  if (image.complete) offerLarge(image);
  else image.addEventListener("load", () => offerLarge(image), { once: true });
}
