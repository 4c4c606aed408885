/**
 * `npm run fuzz`: sends the webhook requests of every kind, in several frameworks.
 *
 *     npm run fuzz -- --requests 1000000 --seed 1
 *     npm run fuzz -- --seed 1 --only 532        one connection again, which found something
 *     npm run fuzz -- --mount koa                in one framework; also node, express, fastify
 */
import { parseArgs } from 'node:util';
import { fuzz } from './fuzz.ts';
import { mountNames } from './mounts.ts';

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '100000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    only: { type: 'string' },
    mount: { type: 'string' },
  },
});
const mounts = mountNames.filter((name) => values.mount === undefined || values.mount === name);
const only = values.only === undefined ? undefined : Number(values.only);
console.log(`seed ${values.seed}`);
let told = 0;
const report = await fuzz({
  requests: Number(values.requests),
  seed: Number(values.seed),
  only,
  // A connection belongs to a framework by its number.
  mounts: only === undefined ? mounts : mountNames,
  onProgress(requests) {
    if (requests - told < 50_000) return;
    told = requests;
    console.log(`${requests} requests, ${Math.round(process.memoryUsage().heapUsed / 1e6)} MB`);
  },
});
const { findings, ...counts } = report;
console.log(JSON.stringify(counts));
for (const finding of findings) console.error(`\n${finding}`);
process.exitCode = findings.length > 0 ? 1 : 0;
