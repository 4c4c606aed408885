import { connect } from 'node:net';

/** Sends a Redis one command on a connection of its own, without any client; an array is returned with spaces between. */
export function redisCommand(port: number, ...parts: string[]): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  const request = parts.map((part) => `$${Buffer.byteLength(part)}\r\n${part}\r\n`).join('');
  return new Promise<string>((resolve, reject) => {
    let answer = '';
    socket.setEncoding('latin1');
    socket.on('connect', () => socket.write(`*${parts.length}\r\n${request}`));
    socket.on('data', (text) => {
      answer += text;
      const read = readReply(answer, 0);
      if (read?.error) reject(new Error(`${parts[0]}: ${read.text}`));
      else if (read) resolve(read.text);
    });
    socket.on('error', reject);
    socket.on('close', () => reject(new Error(`${parts[0]}: the connection was closed without an answer`)));
  }).finally(() => socket.destroy());
}

interface Reply {
  text: string;
  end: number;
  error?: boolean;
}

// Undefined as long as it is not complete.
function readReply(from: string, start: number): Reply | undefined {
  const lineEnd = from.indexOf('\r\n', start);
  if (lineEnd < 0) return undefined;
  const line = from.slice(start + 1, lineEnd);
  const end = lineEnd + 2;
  switch (from[start]) {
    case '$': {
      const length = Number(line);
      if (length < 0) return { text: '', end };
      return from.length < end + length + 2
        ? undefined
        : { text: from.slice(end, end + length), end: end + length + 2 };
    }
    case '*':
      return readArray(from, end, Number(line));
    default:
      return { text: line, end, error: from[start] === '-' };
  }
}

function readArray(from: string, start: number, length: number): Reply | undefined {
  const texts: string[] = [];
  let end = start;
  for (let i = 0; i < length; i++) {
    const item = readReply(from, end);
    if (!item) return undefined;
    texts.push(item.text);
    end = item.end;
  }
  return { text: texts.join(' '), end };
}
