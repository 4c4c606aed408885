// npx tsx examples/telemetry/server.ts, with GPTBOTS_WEBHOOK_SECRET and GPTBOTS_API_KEY set; metrics: http://localhost:9464/metrics
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { GptBotsHumanClient } from 'gptbots-human';
import { createDesk } from 'gptbots-human/desk';
import { createTelemetry } from 'gptbots-human/opentelemetry';

// Spans go to the collector of OTEL_EXPORTER_OTLP_ENDPOINT, http://localhost:4318 when it is not set.
const sdk = new NodeSDK({ serviceName: 'support-desk', metricReaders: [new PrometheusExporter()] });
sdk.start();

const telemetry = createTelemetry();
const client = new GptBotsHumanClient({ ...telemetry.client }); // reads GPTBOTS_API_KEY and GPTBOTS_BASE_URL
const secret = process.env.GPTBOTS_WEBHOOK_SECRET;
const desk = createDesk({ client, secret, basePath: '/gptbots', greeting: 'You are in line.', ...telemetry.desk });

const server = createServer(desk.webhook.node);
server.listen(Number(process.env.PORT ?? 3000), () => {
  const { port } = server.address() as AddressInfo; // on TCP it is never a pipe's name
  console.log(`Listening on http://localhost:${port}/gptbots`);
});

// What is measured last is exported before the process ends.
const shutDown = async () => {
  await desk.shutdown();
  server.close();
  await sdk.shutdown();
};
process.once('SIGTERM', shutDown).once('SIGINT', shutDown);
