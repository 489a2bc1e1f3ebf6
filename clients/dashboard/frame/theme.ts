import type { Settings } from '../core/settings.ts';
import type { Source } from '../core/source.ts';

/** Puts the theme and the palette on the page, and again when they change. */
export function followTheme(settings: Source<Settings>): void {
  const prefersLight = matchMedia('(prefers-color-scheme: light)');
  const apply = () => {
    const { theme, palette } = settings.value;
    const isLight = theme === 'system' ? prefersLight.matches : theme === 'light';
    document.documentElement.dataset['theme'] = isLight ? 'light' : 'dark';
    document.documentElement.dataset['palette'] = palette;
  };
  apply();
  settings.subscribe(apply);
  prefersLight.addEventListener('change', apply);
}
