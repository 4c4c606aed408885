import { element } from './element.ts';

const countdown = element('countdown', HTMLElement);
let timer: ReturnType<typeof setInterval> | undefined;

/** Counts down to when the waiting timeout ends the conversation; undefined when nobody waits. */
export function showCountdown(endsAt: number | undefined): void {
  clearInterval(timer);
  countdown.hidden = endsAt === undefined;
  if (endsAt === undefined) return;
  const tick = () => {
    const seconds = Math.max(0, Math.ceil((endsAt - Date.now()) / 1000));
    countdown.textContent = `GPTBots ends this in ${seconds} s, unless somebody replies`;
  };
  tick();
  timer = setInterval(tick, 250);
}
