import { type KeyboardEvent, type PointerEvent, useState } from 'react';
import { formatNumber, formatShort } from '../format/number.ts';
import { axisMax, heightsOf } from './bar-heights.ts';
import styles from './stacked-bars.module.css';

export interface Series {
  readonly name: string;
  /** A colour of the tokens: `var(--updated)`. */
  readonly color: string;
}

export interface Bar {
  readonly key: string;
  readonly name: string;
  /** One for each series, from the bottom up. */
  readonly values: readonly number[];
}

interface StackedBarsProps {
  readonly series: readonly Series[];
  readonly bars: readonly Bar[];
  /** The whole picture in a sentence. */
  readonly summary: string;
  /** What the bars are, one by one, for whoever goes through them by keyboard: "Day". */
  readonly barLabel: string;
  /** A bar was pressed. */
  readonly onChoose?: (key: string) => void;
}

/** Sums over time. Whoever hovers, or goes along with the arrow keys, gets each bar's numbers. */
export function StackedBars({ series, bars, summary, barLabel, onChoose }: StackedBarsProps) {
  const [at, setAt] = useState<number | null>(null);
  const chosen = at === null ? undefined : bars[at];
  const max = axisMax(bars.map(({ values }) => sum(values)));
  return (
    <div className={styles.plot}>
      <div className={styles.axis} aria-hidden>
        {[max, max / 2, 0].map((value) => (
          <span key={value}>{formatShort(value)}</span>
        ))}
      </div>
      <div className={styles.field}>
        <Picture {...{ series, bars, summary, max, at }} />
        <Reader {...{ bars, series, barLabel, at }} onMove={setAt} onChoose={onChoose} />
        {at !== null && chosen !== undefined && (
          <div className={styles.tip} aria-hidden {...beside(at, bars.length)}>
            <strong>{chosen.name}</strong>
            {series.map(({ name, color }, index) => (
              <span key={name} className={styles.entry}>
                <Swatch color={color} />
                {name}
                <span className={styles.number}>{formatNumber(chosen.values[index] ?? 0)}</span>
              </span>
            ))}
          </div>
        )}
      </div>
      <div className={styles.days} aria-hidden>
        {bars.map(({ key, name }, index) => {
          const mark = markOf(index, bars.length);
          return (
            mark && (
              <span key={key} className={styles.day} data-mark={mark} {...place(index, bars.length)}>
                {name}
              </span>
            )
          );
        })}
      </div>
    </div>
  );
}

/** What the colours mean. */
export function Legend({ series }: { series: readonly Series[] }) {
  return (
    <ul className={styles.legend}>
      {series.map(({ name, color }) => (
        <li key={name} className={styles.entry}>
          <Swatch color={color} />
          {name}
        </li>
      ))}
    </ul>
  );
}

function Swatch({ color }: { color: string }) {
  return <span className={styles.swatch} style={{ background: color }} aria-hidden />;
}

interface PictureProps extends Pick<StackedBarsProps, 'series' | 'bars' | 'summary'> {
  readonly max: number;
  readonly at: number | null;
}

function Picture({ series, bars, summary, max, at }: PictureProps) {
  return (
    <svg
      className={styles.picture}
      viewBox={`0 0 ${bars.length} 100`}
      preserveAspectRatio="none"
      role="img"
      aria-label={summary}
    >
      {at !== null && <rect className={styles.chosen} x={at} y="0" width="1" height="100" />}
      {[0, 50, 100].map((y) => (
        <line key={y} className={styles.line} x1="0" x2={bars.length} y1={y} y2={y} />
      ))}
      {bars.map(({ key, values }, index) =>
        heightsOf(values, max).map(({ top, height }, part) =>
          height > 0 ? (
            <rect
              key={`${key} ${series[part]?.name}`}
              x={index + 0.15}
              width="0.7"
              y={top}
              height={height}
              fill={series[part]?.color}
            />
          ) : null,
        ),
      )}
    </svg>
  );
}

interface ReaderProps extends Pick<StackedBarsProps, 'series' | 'bars' | 'barLabel'> {
  readonly at: number | null;
  readonly onMove: (at: number | null) => void;
  readonly onChoose: ((key: string) => void) | undefined;
}

/** Lies over the picture. One stop of the keyboard for all bars: as many as there are would be in everybody's way. */
function Reader({ series, bars, barLabel, at, onMove, onChoose }: ReaderProps) {
  const last = bars.length - 1;
  const now = at ?? last;
  const move = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') onChoose?.(bars[now]?.key ?? '');
    const to = { ArrowLeft: now - 1, ArrowRight: now + 1, Home: 0, End: last }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    onMove(Math.min(last, Math.max(0, to)));
  };
  const point = ({ clientX, currentTarget }: PointerEvent<HTMLElement>): void => {
    const { left, width } = currentTarget.getBoundingClientRect();
    onMove(Math.min(last, Math.max(0, Math.floor(((clientX - left) / width) * bars.length))));
  };
  return (
    <div
      className={styles.reader}
      role="slider"
      tabIndex={0}
      aria-label={barLabel}
      aria-valuemin={0}
      aria-valuemax={last}
      aria-valuenow={now}
      aria-valuetext={inWords(bars[now], series)}
      onKeyDown={move}
      onFocus={() => onMove(now)}
      onBlur={() => onMove(null)}
      onPointerMove={point}
      onPointerLeave={() => onMove(null)}
      onClick={() => at !== null && onChoose?.(bars[at]?.key ?? '')}
    />
  );
}

function inWords(bar: Bar | undefined, series: readonly Series[]): string {
  if (bar === undefined) return '';
  return `${bar.name}: ${series.map(({ name }, index) => `${name} ${formatNumber(bar.values[index] ?? 0)}`).join(', ')}`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Every seventh bar is named, from the last one on; where there is little room, every other one of these. */
function markOf(index: number, count: number): 'always' | 'wide' | null {
  const fromEnd = count - 1 - index;
  if (fromEnd % 14 === 0) return 'always';
  return fromEnd % 7 === 0 || count <= 7 ? 'wide' : null;
}

/** Next to a bar, on the side where there is room: what it speaks of stays in sight. */
function beside(index: number, count: number) {
  const isLeft = index >= count / 2;
  const edge = isLeft ? index / count : (index + 1) / count;
  return { 'data-side': isLeft ? 'end' : 'start', style: { insetInlineStart: `${edge * 100}%` } } as const;
}

/** Below a bar, without leaving the plot at its ends. */
function place(index: number, count: number) {
  const middle = (index + 0.5) / count;
  const side = middle < 0.2 ? 'start' : middle > 0.8 ? 'end' : 'middle';
  const edge = { start: index / count, middle, end: (index + 1) / count }[side];
  return { 'data-side': side, style: { insetInlineStart: `${edge * 100}%` } } as const;
}
