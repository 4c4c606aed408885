import { element } from './element.ts';

const countdown = element('countdown', HTMLElement);
const urgentSeconds = 15;
let timer: ReturnType<typeof setInterval> | undefined;

/** Counts down to when the waiting timeout ends the conversation; undefined when nobody waits. */
export function showCountdown(endsInMs: number | undefined): void {
  clearInterval(timer);
  countdown.hidden = endsInMs === undefined;
  if (endsInMs === undefined) return;
  // The server says how long it still is; what time it is there does not matter.
  const endsAt = performance.now() + endsInMs;
  const tick = () => {
    const seconds = Math.max(0, Math.ceil((endsAt - performance.now()) / 1000));
    countdown.textContent = `GPTBots ends this in ${seconds} s, unless somebody replies`;
    countdown.classList.toggle('urgent', seconds <= urgentSeconds);
  };
  tick();
  timer = setInterval(tick, 250);
}
