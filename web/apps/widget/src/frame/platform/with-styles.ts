/** Loads a part of the frame together with its styles. Takes the place of Vite's helper, which does more and weighs more. */

const asked: Record<string, Promise<unknown>> = {};

function loadSheet(path: string): Promise<unknown> {
  asked[path] ??= new Promise((resolve, reject) => {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = `/widget/${path}`;
    link.onload = resolve;
    link.onerror = () => {
      // Offline at the wrong moment: the next wish for this part asks again.
      delete asked[path];
      link.remove();
      reject(new Error(path));
    };
    document.head.append(link);
  });
  return asked[path];
}

/** `sheets` are the styles of what `load` imports, as the build found them. */
export async function withStyles<T>(load: () => Promise<T>, sheets: readonly string[] = []): Promise<T> {
  await Promise.all(sheets.map(loadSheet));
  return load();
}
