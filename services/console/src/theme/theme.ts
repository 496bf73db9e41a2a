export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const name = 'theme';

export function chosenTheme(): Theme {
  const kept = localStorage.getItem(name);
  return themes.find((theme) => theme === kept) ?? 'system';
}

export function applyTheme(): void {
  const theme = chosenTheme();
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

export function chooseTheme(theme: Theme): void {
  localStorage.setItem(name, theme);
  applyTheme();
}
