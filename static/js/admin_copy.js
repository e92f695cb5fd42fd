// Shows a button that copies the text above it, where the browser lets a page do so.
// Without it the text is selected and copied by hand.
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value.trim())
    button.textContent = button.dataset.done
  })
}
