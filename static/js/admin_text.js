// Gives the editor the formatted text; it runs before the editor is made.
// Without JavaScript the box holds the same as plain text, if that says it all, for plain typing.
for (const box of document.querySelectorAll("textarea[data-html]")) {
  // What a browser kept, of a page one comes back to, was written by the editor.
  if (box.value === box.defaultValue) box.value = box.dataset.html
}
