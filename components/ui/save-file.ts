/** Saves a file that the page has, under this name. The security policy lets a page download its own blobs. */
export function saveFile(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob);
  const link = Object.assign(document.createElement('a'), { href: address, download: name });
  link.click();
  // The browser has taken the file by the next turn of its event loop; Safari takes a little longer.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
