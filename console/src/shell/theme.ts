import { useState } from 'react';

export type Theme = 'system' | 'light' | 'dark';

const storageKey = 'amend.theme';

apply(stored());

/** Light, dark, or as the system has it; remembered by this browser. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState(stored);
  return [
    theme,
    (chosen) => {
      localStorage.setItem(storageKey, chosen);
      apply(chosen);
      setTheme(chosen);
    },
  ];
}

function stored(): Theme {
  const text = localStorage.getItem(storageKey);
  return text === 'light' || text === 'dark' ? text : 'system';
}

/** The style sheet takes it from here: `color-scheme` decides every `light-dark()`. */
function apply(theme: Theme): void {
  document.documentElement.dataset['theme'] = theme;
}
