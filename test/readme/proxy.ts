import { GptBotsHumanClient } from 'gptbots-human';
import { EnvHttpProxyAgent, fetch } from 'undici';

// Reads HTTP_PROXY, HTTPS_PROXY and NO_PROXY. For one proxy in particular: new ProxyAgent('http://user:password@proxy:3128').
const dispatcher = new EnvHttpProxyAgent({ keepAliveTimeout: 30_000 });

export const client = new GptBotsHumanClient({ fetch: (url, init) => fetch(url, { ...init, dispatcher }) });
