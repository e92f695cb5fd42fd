// Names rich editors and search boxes after the label of their field, for those who hear the page.
// Without JavaScript both are plain fields with labels of their own.
document.addEventListener("prose-editor:ready", ({ target }) => {
  const box = target.closest(".prose-editor")?.querySelector("[contenteditable]")
  const label = target.labels[0]?.textContent.trim().replace(/:$/, "")
  if (box && label) box.setAttribute("aria-label", label)
})

const nameChoices = () => {
  for (const select of document.querySelectorAll("select.admin-autocomplete.select2-hidden-accessible")) {
    const [label] = select.labels
    const shown = select.nextElementSibling?.querySelector(".select2-selection__rendered")
    if (!label || !shown) continue
    label.id ||= `${select.id}_label`
    shown.setAttribute("aria-labelledby", label.id)
    shown.closest(".select2-selection").setAttribute("aria-labelledby", `${label.id} ${shown.id}`)
  }
}
// jQuery makes the search boxes when it is ready, which can be after the load event.
addEventListener("load", () => django.jQuery(nameChoices))
// The row's own search box is made by another listener of the same event.
document.addEventListener("formset:added", () => setTimeout(nameChoices))
