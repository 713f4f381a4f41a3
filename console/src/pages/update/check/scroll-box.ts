/** How far an element is scrolled, and how much of it is seen. Pixels. */
export interface ScrollBox {
  readonly top: number;
  readonly left: number;
  readonly width: number;
  readonly height: number;
}
