// Names the box of each rich editor after its field, for those who hear the page.
// Without JavaScript the field is a plain text box with its own label.
document.addEventListener("prose-editor:ready", ({ target, detail }) => {
  const label = target.labels[0]?.textContent.trim().replace(/:$/, "")
  const box = target.closest(".prose-editor")?.querySelector("[contenteditable]")
  if (label && box) box.setAttribute("aria-label", label)
})
