/** The frame around every page: navigation, theme, shortcuts, and the live connection. */
import { Link, Outlet, useNavigate } from '@tanstack/react-router';
import { FileText, LayoutDashboard, Monitor, Moon, Sun } from 'lucide-react';
import { useState } from 'react';
import { useShortcuts } from '../shortcuts.ts';
import { useLiveEvents } from '../live.ts';
import { chooseTheme, storedTheme, themes, type Theme } from '../theme.ts';
import { ShortcutHelp } from './shortcut-help.tsx';

const themeIcons = { system: Monitor, light: Sun, dark: Moon } as const;
const themeNames = { system: 'as the system', light: 'light', dark: 'dark' } as const;

export function Shell() {
  const { isAway } = useLiveEvents();
  const navigate = useNavigate();
  const [isHelpOpen, setHelpOpen] = useState(false);
  useShortcuts({
    'g o': () => void navigate({ to: '/' }),
    'g i': () => void navigate({ to: '/invoices', search: {} }),
    '?': () => setHelpOpen(true),
  });
  return (
    <div className="flex h-full flex-col md:flex-row">
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:m-2 focus:rounded focus:bg-raised focus:p-2"
      >
        Skip to the page
      </a>
      <header className="flex shrink-0 items-center gap-1 border-b border-line bg-canvas px-3 py-2 md:w-52 md:flex-col md:items-stretch md:border-r md:border-b-0 md:px-3 md:py-4">
        <Link to="/" className="flex items-center gap-2 rounded px-2 py-1 font-semibold md:mb-4">
          <img src="/tieout.svg" alt="" className="size-5" />
          <span className="max-sm:sr-only">Tieout</span>
        </Link>
        <nav aria-label="Pages" className="flex gap-1 md:flex-col">
          <NavLink to="/" icon={LayoutDashboard} label="Overview" />
          <NavLink to="/invoices" icon={FileText} label="Invoices" />
        </nav>
        <div className="ml-auto flex items-center gap-1 md:mt-auto md:ml-0">
          <ThemeButton />
          <button
            type="button"
            onClick={() => setHelpOpen(true)}
            className="rounded-md px-2 py-1.5 text-soft hover:bg-hover hover:text-ink max-md:hidden"
          >
            Shortcuts <kbd className="font-sans text-xs">?</kbd>
          </button>
        </div>
      </header>
      <main id="main" tabIndex={-1} className="flex min-h-0 min-w-0 flex-1 flex-col outline-none">
        {isAway ? (
          <p role="alert" className="bg-warn-wash px-4 py-2 text-center text-warn md:px-8">
            Tieout does not answer. What you see may be out of date; it goes on by itself.
          </p>
        ) : null}
        <div className="min-h-0 flex-1">
          <Outlet />
        </div>
      </main>
      <ShortcutHelp isOpen={isHelpOpen} onOpenChange={setHelpOpen} />
    </div>
  );
}

function NavLink(props: { to: '/' | '/invoices'; icon: typeof FileText; label: string }) {
  const Icon = props.icon;
  return (
    <Link
      to={props.to}
      activeOptions={{ exact: props.to === '/', includeSearch: false }}
      className="flex items-center gap-2.5 rounded-md px-2.5 py-1.5 text-soft hover:bg-hover hover:text-ink"
      activeProps={{ className: 'bg-hover font-medium !text-ink', 'aria-current': 'page' }}
    >
      <Icon aria-hidden className="size-4" />
      {props.label}
    </Link>
  );
}

function ThemeButton() {
  const [theme, setTheme] = useState(storedTheme);
  const next: Theme = themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'system';
  const Icon = themeIcons[theme];
  return (
    <button
      type="button"
      aria-label={`Colours: ${themeNames[theme]}. Change to ${themeNames[next]}.`}
      title={`Colours: ${themeNames[theme]}`}
      className="rounded-md p-2 text-soft hover:bg-hover hover:text-ink"
      onClick={() => {
        chooseTheme(next);
        setTheme(next);
      }}
    >
      <Icon aria-hidden className="size-4" />
    </button>
  );
}
