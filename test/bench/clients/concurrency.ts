/** How many calls each client has under way. */
export const concurrency = 32;
