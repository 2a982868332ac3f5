// A reporter of node --test for testall: one JSON object a line for every test
// that has no subtests, and for whatever failed by itself.
import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

export default async function* reporter(source) {
  // Results arrive innermost first, so a path is complete when its outermost name is known; names of
  // parents come from the start events instead.
  const open = [];
  const parents = new Set();
  for await (const { type, data } of source) {
    switch (type) {
      case 'test:start':
        open.length = data.nesting;
        open.push(data.name);
        if (data.nesting > 0) parents.add(open.slice(0, -1).join(' > '));
        break;
      case 'test:pass':
      case 'test:fail': {
        const path = [...open.slice(0, data.nesting), data.name].join(' > ');
        const error = data.details?.error;
        const failedBelow = error?.failureType === 'subtestsFailed';
        if (parents.has(path) && (type === 'test:pass' || failedBelow)) break;
        yield JSON.stringify({
          name: `${data.file ? relative('.', data.file).replace('web/node_modules/.alun-test/', '') : ''}: ${path}`,
          passed: type === 'test:pass',
          skipped: data.skip !== undefined || data.todo !== undefined,
          error: error ? stripVTControlCharacters(String(error.cause?.stack ?? error.cause ?? error.stack ?? error)) : '',
          seconds: (data.details?.duration_ms ?? 0) / 1000,
        }) + '\n';
        break;
      }
      case 'test:stdout':
      case 'test:stderr':
        yield data.message;
        break;
    }
  }
}
