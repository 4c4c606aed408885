/** Structural types, so that this package's types do not depend on frameworks and their type packages. */

type Listener = (...args: unknown[]) => void;

/** The parts of a `node:http` request that are used, with the fields that Express, Connect, Next.js and others add. */
export interface NodeRequest extends NodeStream, ParsedBody {
  /** The HTTP method. */
  readonly method?: string | undefined;
  /** The path with its query. */
  readonly url?: string | undefined;
  /** Express and Connect: the URL before a mount path was removed. */
  readonly originalUrl?: unknown;
  /** The request's headers. */
  readonly headers: NodeHeaders;
  /** Whether all of it has arrived. */
  readonly complete?: boolean;
  /** 1 for HTTP/1.x, 2 for HTTP/2. */
  readonly httpVersionMajor?: number;
}

export type NodeHeaders = Record<string, string | string[] | undefined>;

/** The parts of a Node stream that are used. */
export interface NodeStream {
  /** Whether there is something to read. */
  readonly readable?: boolean;
  /** Whether it has been read from. */
  readonly readableDidRead?: boolean;
  /** Whether it has been read to its end. */
  readonly readableEnded?: boolean;
  /** Whether other code is reading it already. */
  readonly readableFlowing?: boolean | null;
  /** Whether it was destroyed. */
  readonly destroyed?: boolean;
  /** Adds a listener. */
  on(event: string, listener: Listener): unknown;
  /** Lets the data flow. It is lost when nobody listens. */
  resume(): unknown;
}

/** The fields that body parsers add to a request. */
export interface ParsedBody {
  /** The raw body, if a parser keeps it. */
  readonly rawBody?: unknown;
  /** The parsed body. */
  readonly body?: unknown;
}

/** The parts of a connection that are used. */
export interface NodeConnection {
  /** Whether it was destroyed. */
  readonly destroyed?: boolean;
  /** Adds a listener. */
  on(event: string, listener: Listener): unknown;
}

/** The parts of a `node:http` response that are used. */
export interface NodeResponse {
  /** Whether the headers of the answer were sent. */
  readonly headersSent: boolean;
  /** Whether it was destroyed. */
  readonly destroyed?: boolean;
  /** Whether it was closed. */
  readonly closed?: boolean;
  /** Whether the connection stays open after the answer, as the client would have it. */
  readonly shouldKeepAlive?: boolean;
  /** Null while the answer waits for those to earlier requests of the same connection (HTTP pipelining). */
  readonly socket?: object | null;
  /** The request it answers. */
  readonly req?: { readonly socket?: NodeConnection | null };
  /** Sends the status and the headers. */
  writeHead(status: number, headers: Record<string, string>): unknown;
  /** Sends the body and ends the answer. */
  end(body: string): unknown;
  /** Adds a listener. */
  on(event: string, listener: Listener): unknown;
  /** Removes a listener. */
  removeListener?(event: string, listener: Listener): unknown;
}
