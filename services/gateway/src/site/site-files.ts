import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { z } from 'zod';

/** The website as it was built: what it consists of, read once. */
export interface SiteFiles {
  readonly folder: string;
  /** The one HTML document, which shows every page. */
  readonly document: Buffer;
  /** Paths of the site's own pages. */
  readonly pages: ReadonlySet<string>;
  /** Paths of files that are served as they are. */
  readonly files: ReadonlySet<string>;
}

const documentName = 'index.html';
const pagesName = 'pages.json';
const compressed = /\.(br|gz)$/;
const pageList = z.array(z.string().startsWith('/'));

/**
 * @param setting that named the folder
 * @throws where the folder holds no website: a gateway that was promised one must not start without it
 */
export async function readSite(folder: string, setting: 'SITE_FOLDER' | 'ADMIN_SITE_FOLDER'): Promise<SiteFiles> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const names = entries
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => relative(folder, join(parentPath, name)).split(sep).join('/'));
    return {
      folder,
      document: await readFile(join(folder, documentName)),
      pages: new Set(pageList.parse(JSON.parse(await readFile(join(folder, pagesName), 'utf8')))),
      files: new Set(
        names
          .filter((name) => name !== documentName && name !== pagesName && !compressed.test(name))
          .map((name) => `/${name}`),
      ),
    };
  } catch (cause) {
    throw new Error(`${setting}: ${folder} holds no built website.`, { cause });
  }
}
