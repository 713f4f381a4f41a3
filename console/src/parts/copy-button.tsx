import { Copy } from 'lucide-react';
import { m } from '../messages/messages.ts';
import { Button } from './button.tsx';
import { say } from './toast.tsx';

interface CopyButtonProps {
  readonly text: string;
  /** Of several beside each other: which. */
  readonly label?: string;
  readonly onCopied?: () => void;
}

/** Puts a text on the clipboard. */
export function CopyButton({ text, label = m.common.copy, onCopied }: CopyButtonProps) {
  const copied = (): void => {
    say(m.common.copied);
    onCopied?.();
  };
  return (
    <Button onClick={() => void copy(text).then(copied, () => say(m.common.copyByHand))}>
      <Copy aria-hidden />
      {label}
    </Button>
  );
}

/** A page over plain HTTP on another machine has no clipboard of its own. */
async function copy(text: string): Promise<void> {
  const { clipboard } = navigator as { clipboard?: Clipboard };
  if (!clipboard) throw new Error('no clipboard');
  await clipboard.writeText(text);
}
