import type { Cue } from '../core/dashboard.ts';
import type { Settings } from '../core/settings.ts';
import type { Source } from '../core/source.ts';

/** Hertz, one after the other: a fill goes up, a reject goes down. */
const TONES: Readonly<Record<Cue['kind'], readonly number[]>> = {
  fill: [660, 880],
  reject: [330, 220],
};
const TONE_SECONDS = 0.09;
const LOUDNESS = 0.08;
/** An order that trades with ten others is heard once; a reject right behind a fill is heard all the same. */
const PAUSE_SECONDS = 0.25;

/** Plays what may be heard, while the setting is on; when it is turned on, how it sounds. The tones are made here, of no file. */
export function playCues(cue: Source<Cue | undefined>, settings: Source<Settings>): void {
  // Made for the first tone: a browser allows it after the user has done something on the page.
  let audio: AudioContext | undefined;
  const quietUntil: Record<Cue['kind'], number> = { fill: 0, reject: 0 };
  const play = (kind: Cue['kind']) => {
    audio ??= new AudioContext();
    void audio.resume();
    if (audio.currentTime < quietUntil[kind]) return;
    quietUntil[kind] = audio.currentTime + PAUSE_SECONDS;
    for (const [index, hertz] of TONES[kind].entries()) playTone(audio, hertz, index * TONE_SECONDS);
  };
  let wasOn = settings.value.sound;
  settings.subscribe(() => {
    const isOn = settings.value.sound;
    if (isOn && !wasOn) play('fill');
    wasOn = isOn;
  });
  cue.subscribe(() => {
    if (settings.value.sound && cue.value !== undefined) play(cue.value.kind);
  });
}

function playTone(audio: AudioContext, hertz: number, afterSeconds: number): void {
  const start = audio.currentTime + afterSeconds;
  const end = start + TONE_SECONDS;
  const tone = new OscillatorNode(audio, { frequency: hertz });
  const volume = new GainNode(audio, { gain: 0 });
  // A tone that begins or ends at once clicks.
  volume.gain.setValueAtTime(0, start);
  volume.gain.linearRampToValueAtTime(LOUDNESS, start + 0.01);
  volume.gain.linearRampToValueAtTime(0, end);
  tone.connect(volume).connect(audio.destination);
  tone.start(start);
  tone.stop(end);
}
