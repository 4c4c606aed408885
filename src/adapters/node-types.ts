/** Structural types: frameworks and their type packages stay out of what this package publishes. */

type Listener = (...args: unknown[]) => void;

/** What is used of a `node:http` request, as Express, Connect, Next.js and others extend it. */
export interface NodeRequest extends NodeStream, ParsedBody {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  /** Express, Connect: the URL before a mount path was cut off. */
  readonly originalUrl?: unknown;
  readonly headers: NodeHeaders;
  readonly httpVersionMajor?: number;
}

export type NodeHeaders = Record<string, string | string[] | undefined>;

/** What is used of a Node stream that a body comes from. */
export interface NodeStream {
  readonly readable?: boolean;
  readonly readableDidRead?: boolean;
  readonly readableEnded?: boolean;
  /** Whether somebody is reading it already. */
  readonly readableFlowing?: boolean | null;
  readonly destroyed?: boolean;
  on(event: string, listener: Listener): unknown;
  resume(): unknown;
}

/** What body parsers leave on a request. */
export interface ParsedBody {
  readonly rawBody?: unknown;
  readonly body?: unknown;
}

/** What is used of a connection. */
export interface NodeConnection {
  readonly destroyed?: boolean;
  on(event: string, listener: Listener): unknown;
}

/** What is used of a `node:http` response. */
export interface NodeResponse {
  readonly headersSent: boolean;
  readonly destroyed?: boolean;
  readonly closed?: boolean;
  /** Null while the answer waits in line behind those to earlier requests of the same connection. */
  readonly socket?: object | null;
  readonly req?: { readonly socket?: NodeConnection | null };
  writeHead(status: number, headers: Record<string, string>): unknown;
  end(body: string): unknown;
  on(event: string, listener: Listener): unknown;
  removeListener?(event: string, listener: Listener): unknown;
}
