/** The three webhook routes. */
export type Route = 'establish' | 'chat' | 'close';

export const routes: readonly Route[] = ['establish', 'chat', 'close'];

/** Where each lies under the base URL. */
export const routePaths: Record<Route, string> = {
  establish: '/conversation/establish',
  chat: '/chat',
  close: '/conversation/close',
};
