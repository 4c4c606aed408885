// src/main.ts
import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';
import { webhook } from './webhook.js';

async function bootstrap() {
  const app = await NestFactory.create(AppModule);
  app.use('/gptbots', webhook.node);
  await app.listen(process.env.PORT ?? 3000);
}
await bootstrap();
