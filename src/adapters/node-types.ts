/** Structural types: frameworks and their type packages stay out of what this package publishes. */

type Listener = (...args: unknown[]) => void;

/** What is used of a `node:http` request, as Express, Connect, Next.js and others extend it. */
export interface NodeRequest extends NodeStream, ParsedBody {
  /** The HTTP method. */
  readonly method?: string | undefined;
  /** The path with its query. */
  readonly url?: string | undefined;
  /** Express, Connect: the URL before a mount path was cut off. */
  readonly originalUrl?: unknown;
  /** The request's headers. */
  readonly headers: NodeHeaders;
  /** Whether all of it has arrived. */
  readonly complete?: boolean;
  /** 1 for HTTP/1.x, 2 for HTTP/2. */
  readonly httpVersionMajor?: number;
}

export type NodeHeaders = Record<string, string | string[] | undefined>;

/** What is used of a Node stream that a body comes from. */
export interface NodeStream {
  /** Whether there is something to read. */
  readonly readable?: boolean;
  /** Whether it has been read from. */
  readonly readableDidRead?: boolean;
  /** Whether it has been read to its end. */
  readonly readableEnded?: boolean;
  /** Whether somebody is reading it already. */
  readonly readableFlowing?: boolean | null;
  /** Whether it was destroyed. */
  readonly destroyed?: boolean;
  /** Adds a listener. */
  on(event: string, listener: Listener): unknown;
  /** Lets the data flow, to nobody if nobody listens. */
  resume(): unknown;
}

/** What body parsers leave on a request. */
export interface ParsedBody {
  /** The body as it came, where a parser keeps it. */
  readonly rawBody?: unknown;
  /** The parsed body. */
  readonly body?: unknown;
}

/** What is used of a connection. */
export interface NodeConnection {
  /** Whether it was destroyed. */
  readonly destroyed?: boolean;
  /** Adds a listener. */
  on(event: string, listener: Listener): unknown;
}

/** What is used of a `node:http` response. */
export interface NodeResponse {
  /** Whether the head of the answer was sent. */
  readonly headersSent: boolean;
  /** Whether it was destroyed. */
  readonly destroyed?: boolean;
  /** Whether it was closed. */
  readonly closed?: boolean;
  /** Whether the connection stays open after the answer, as the client would have it. */
  readonly shouldKeepAlive?: boolean;
  /** Null while the answer waits in line behind those to earlier requests of the same connection. */
  readonly socket?: object | null;
  /** The request it answers. */
  readonly req?: { readonly socket?: NodeConnection | null };
  /** Sends the status and the headers. */
  writeHead(status: number, headers: Record<string, string>): unknown;
  /** Sends the body, and ends the answer. */
  end(body: string): unknown;
  /** Adds a listener. */
  on(event: string, listener: Listener): unknown;
  /** Removes a listener. */
  removeListener?(event: string, listener: Listener): unknown;
}
