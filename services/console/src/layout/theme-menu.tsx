import { SunMoon } from 'lucide-react';
import { useState } from 'react';
import { Menu, MenuChoice } from '../components/menu.js';
import { text } from '../text/index.js';
import { chooseTheme, chosenTheme, type Theme, themes } from '../theme/theme.js';

export function ThemeMenu() {
  return (
    <Menu label={text.nav.theme} button={<SunMoon aria-hidden />}>
      <ThemeChoice />
    </Menu>
  );
}

/** Light, dark, or as the system is; a part of any menu. */
export function ThemeChoice() {
  const [theme, setTheme] = useState(chosenTheme);
  const choose = (value: string) => {
    chooseTheme(value as Theme);
    setTheme(value as Theme);
  };
  return (
    <MenuChoice
      label={text.nav.theme}
      value={theme}
      choices={themes.map((value) => ({ value, label: text.themes[value] }))}
      onChoose={choose}
    />
  );
}
