import { createServer } from 'node:http';
import { keepAwake } from '../keep-awake.ts';
import { countHandled, serve } from './serve.ts';

// Stands in for the GPTBots API: as little work as possible, since it is the caller that is measured.
const answer = JSON.stringify({ code: 0, message: 'OK' });
const headers = { 'content-type': 'application/json', 'content-length': String(answer.length) };

serve(
  createServer((req, res) => {
    req.resume();
    req.on('end', () => {
      countHandled();
      res.writeHead(200, headers);
      res.end(answer);
    });
  }),
);

keepAwake(() => true);
