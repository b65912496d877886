// Puts the frame of an embed in place when its button is pressed. Until then nothing is loaded from another host;
// without this script an embed is a link.

for (const embed of document.querySelectorAll(".embed[data-frame]")) {
  const button = embed.querySelector(".embed-load");
  for (const hidden of embed.querySelectorAll(".embed-ask > [hidden]")) hidden.hidden = false;
  button?.addEventListener("click", () => {
    const frame = document.createElement("iframe");
    frame.src = embed.dataset.frame;
    frame.title = embed.dataset.title;
    frame.allow = "autoplay; fullscreen; picture-in-picture";
    frame.referrerPolicy = "strict-origin-when-cross-origin";
    button.closest(".embed-ask").replaceWith(frame);
    frame.focus();
  });
}

// A host that the site's Content-Security-Policy does not name cannot be framed: the link stays, the empty frame goes.
document.addEventListener("securitypolicyviolation", (violation) => {
  if (violation.effectiveDirective !== "frame-src") return;
  for (const frame of document.querySelectorAll(".embed[data-frame] iframe")) {
    if (new URL(frame.src).origin !== new URL(violation.blockedURI).origin) continue;
    const link = frame.closest(".embed").querySelector(".embed-title a");
    frame.remove();
    link.focus();
  }
});
