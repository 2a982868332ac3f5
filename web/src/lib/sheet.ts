// Style sheets of parts that come later than the first view.
const loads = new Map<string, Promise<void>>();

/** Adds the sheet at url (an import "./x.css?sheet") to the page once; fulfilled when it applies. A failed try may be repeated. */
export function loadSheet(url: string): Promise<void> {
  let load = loads.get(url);
  if (!load) {
    load = new Promise<void>((done, fail) => {
      const link = document.createElement("link");
      link.rel = "stylesheet";
      link.href = url;
      link.onload = () => done();
      link.onerror = () => {
        link.remove();
        loads.delete(url);
        fail(new Error(`no style sheet ${url}`));
      };
      document.head.append(link);
    });
    loads.set(url, load);
  }
  return load;
}
