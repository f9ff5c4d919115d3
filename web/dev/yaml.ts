import * as reader from 'js-yaml';
import type { Plugin } from 'vite';

/** The package brings no types of its own. */
const { load } = reader as unknown as { load: (text: string) => unknown };

/** Imports of .yaml files as the value they hold, read when the pages are built. */
export function yaml(): Plugin {
  return {
    name: 'yaml',
    transform(source, id) {
      if (!id.endsWith('.yaml')) return undefined;
      return { code: `export default JSON.parse(${JSON.stringify(JSON.stringify(load(source)))});`, map: null };
    },
  };
}
