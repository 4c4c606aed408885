import { buildPage, type PageFile } from './build-page.ts';

/** What the page consists of, by its path. The build of this package puts the files in here, so that it needs no tools. */
export const pageFiles: ReadonlyMap<string, PageFile> = new Map(Object.entries(await buildPage()));
