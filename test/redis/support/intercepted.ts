import type { RedisClient } from 'gptbots-human/redis';

/** The same client; tells of each command before it is sent. */
export function intercepted(client: RedisClient, onCommand: (command: unknown[]) => void): RedisClient {
  return new Proxy(client, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      return (...given: unknown[]) => {
        // `sendCommand` takes the whole command as a list, `call` what comes after its name.
        if (name === 'sendCommand' && Array.isArray(given[0])) onCommand(given[0]);
        if (name === 'call' && Array.isArray(given[1])) onCommand([given[0], ...given[1]]);
        return value.apply(target, given);
      };
    },
  });
}
