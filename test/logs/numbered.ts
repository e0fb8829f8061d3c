/** How a container prints its numbered lines. */
export interface Numbered {
  /** How many lines; without end when `seconds` is what ends it. */
  lines?: number;
  /** Goes on with more lines until SIGTERM. */
  isOpen?: boolean;
  /** Lines a second; as fast as it goes unless told. */
  pace?: number;
  /** Ends it after so many seconds. */
  seconds?: number;
  /** `text` looks as what apps print, `noise` is what no compression makes smaller. */
  filling?: 'text' | 'noise';
  /** Characters of noise in a line, 80 unless told, 1,000 at most. */
  width?: number;
  /** Each line says when it was printed, in microseconds since 1970. */
  isTimed?: boolean;
}

/** A line of a container, read. */
export interface NumberedLine {
  copy: string;
  number: number;
}

/** Lines of an orderly end: how many there were in all. */
export interface EndLine {
  copy: string;
  count: number;
}

/**
 * Perl, because it is in every image and prints a million lines a second. Paced lines go out in bunches of 5 ms; each ends in
 * a full stop, so that a line that a kill has cut is known as one.
 */
const PROGRAM = `
use Time::HiRes qw(time sleep);
my ($copy, $lines, $open, $pace, $seconds, $filling, $width, $timed) = @ARGV;
$SIG{TERM} = sub { $open = 0 };
my $noise = join '', map { chr(48 + rand 75) } 1 .. 100_000;
my ($began, $n) = (time, 0);
my $until = $seconds ? $began + $seconds : 9e99;
while (($open || $n < $lines) && time < $until) {
  my $to = $pace ? int((time - $began) * $pace) : $n + 500;
  $to = $lines if $to > $lines && !$open;
  while ($n < $to) {
    $n++;
    my $text = $filling eq 'noise' ? substr($noise, $n * 7919 % 99_000, $width)
      : 'at=info method=GET path="/items/' . $n % 977 . '" status=200 service=' . $n % 89 . 'ms bytes=' . $n * 31 % 9973;
    $text = int(time * 1e6) . " $text" if $timed;
    print "$copy $n $text.\\n";
  }
  if ($pace) { STDOUT->flush; sleep 0.005 }
}
print "$copy end $n.\\n";
`;

/** Above any count that is reached. */
const WITHOUT_END = 1e12;

/** The command that prints numbered lines under this name. */
export function numbered(copy: string, how: Numbered): string[] {
  const { lines, isOpen, pace, seconds, filling = 'text', width = 80, isTimed } = how;
  const words = [copy, lines ?? WITHOUT_END, isOpen ? 1 : 0, pace ?? 0, seconds ?? 0, filling, width, isTimed ? 1 : 0];
  return ['perl', '-e', PROGRAM, ...words.map(String)];
}

/** What a line says; undefined when it is none of these, or was cut. */
export function parseNumbered(message: string): NumberedLine | EndLine | undefined {
  const [, copy, number, rest] = /^(\S+) (\d+|end) (.*)\.$/.exec(message) ?? [];
  if (copy === undefined) return undefined;
  return number === 'end' ? { copy, count: Number(rest) } : { copy, number: Number(number) };
}
