// The pure half of drawing: extents of any part of a line, what it covers in each column of pixels, the picture of many lines.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { placeBeside } from '../../../client/webview/chart/beside';
import { extentOf, levelFor, pyramidOf } from '../../../client/webview/chart/pyramid';
import { drawLines } from '../../../client/webview/chart/raster';
import { spansOf } from '../../../client/webview/chart/spans';

const sample = fc.oneof(
  { weight: 4, arbitrary: fc.double({ min: -1e6, max: 1e6, noNaN: true }) },
  { weight: 1, arbitrary: fc.constant(Number.NaN) },
);

describe('graph: lowest and highest of any part', () => {
  it('is that of its samples', () => {
    const line = fc.tuple(fc.array(sample, { minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 80 }));
    fc.assert(
      fc.property(line, fc.nat(4000), fc.nat(4000), ([pattern, times], a, b) => {
        const values = Float64Array.from(
          { length: pattern.length * times },
          (_, i) => pattern[i % pattern.length]! + i,
        );
        const [from, to] = [a % values.length, b % values.length].sort((x, y) => x - y) as [number, number];
        const known = [...values.subarray(from, to + 1)].filter(value => !Number.isNaN(value));
        const expected = known.length === 0 ? undefined : [Math.min(...known), Math.max(...known)];
        assert.deepEqual(extentOf(pyramidOf(values), from, to), expected);
      }),
    );
  });

  it('needs some hundred blocks for ten thousand samples', () => {
    const pyramid = pyramidOf(new Float64Array(10_000));
    assert.ok(levelFor(pyramid, 12).low.length <= 2500);
    assert.equal(levelFor(pyramid, 0.5).per, 1);
  });
});

describe('graph: what a line covers', () => {
  const covered = (values: number[], width: number, from = 0, to = values.length - 1) => {
    const [top, bottom] = [new Float32Array(width), new Float32Array(width)];
    const view = { width, height: 100, from, to, low: 0, high: 100 };
    spansOf(pyramidOf(Float64Array.from(values)), view, top, bottom);
    return { top: [...top], bottom: [...bottom] };
  };

  it('is a straight line between two samples', () => {
    const { top, bottom } = covered([0, 100], 10);
    assert.deepEqual(bottom[0], 100);
    assert.ok(Math.abs(top[9]!) < 1e-4);
    for (let x = 1; x < 10; x++) assert.ok(Math.abs(top[x - 1]! - bottom[x]!) < 1e-4, 'columns touch');
  });

  it('opens where samples are missing', () => {
    const { top } = covered([50, Number.NaN, Number.NaN, 50, 50], 8);
    assert.deepEqual(
      top.map(value => !Number.isNaN(value)),
      [true, false, false, false, false, false, true, true],
    );
  });

  it('covers every sample, and touches what the columns beside it cover', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 40, maxLength: 900 }),
        fc.integer({ min: 3, max: 39 }),
        (values, width) => {
          const { top, bottom } = covered(values, width);
          for (const [i, value] of values.entries()) {
            // What lies on an edge may be counted to either side.
            const x = Math.min(width - 1e-5, (i * width) / (values.length - 1));
            const columns = [Math.floor(x - 1e-6), Math.floor(x), Math.floor(x + 1e-6)].filter(
              at => at >= 0 && at < width,
            );
            const isCovered = columns.some(at => top[at]! <= 100 - value + 1e-3 && bottom[at]! >= 100 - value - 1e-3);
            assert.ok(columns.length === 0 || isCovered, `${i} of ${values.length} at ${width}`);
          }
          for (let x = 1; x < width; x++)
            assert.ok(top[x]! <= bottom[x - 1]! + 1e-3 && bottom[x]! >= top[x - 1]! - 1e-3, `${x} touches ${x - 1}`);
        },
      ),
    );
  });

  it('keeps every peak however many samples a column holds', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9999 }), fc.integer({ min: 50, max: 1200 }), (peak, width) => {
        const values = new Array<number>(10_000).fill(10);
        values[peak] = 90;
        const { top } = covered(values, width);
        const at = Math.min(width - 1, Math.floor((peak * width) / 9999));
        const near = top.slice(Math.max(0, at - 2), at + 3);
        assert.ok(Math.abs(Math.min(...near) - 10) < 1e-3);
      }),
      { numRuns: 30 },
    );
  });
});

describe('graph: the picture of many lines', () => {
  it('has the colour of a line where it is and nothing elsewhere', () => {
    const view = { width: 4, height: 10, from: 0, to: 3, low: 0, high: 10 };
    const pixels = new Uint32Array(40);
    const pyramid = pyramidOf(Float64Array.of(4.5, 4.5, 4.5, 4.5));
    drawLines(pixels, new Uint32Array(40), view, [{ pyramid, colour: [1, 2, 3], width: 1, dash: [] }]);
    const rows = [...pixels].map((pixel, i) => (pixel === 0 ? -1 : Math.floor(i / 4))).filter(row => row >= 0);
    assert.deepEqual([...new Set(rows)], [5]);
    assert.equal(pixels[20], 0xff030201);
  });

  it('never writes outside of it', () => {
    fc.assert(
      fc.property(fc.array(sample, { minLength: 2, maxLength: 50 }), values => {
        const view = { width: 7, height: 5, from: 0, to: values.length - 1, low: -10, high: 10 };
        const guarded = new Uint32Array(35 + 20);
        const pyramid = pyramidOf(Float64Array.from(values));
        drawLines(guarded.subarray(10, 45), new Uint32Array(35), view, [
          { pyramid, colour: [9, 9, 9], width: 3, dash: [2, 1] },
        ]);
        assert.ok([...guarded.subarray(0, 10), ...guarded.subarray(45)].every(pixel => pixel === 0));
      }),
    );
  });
});

describe('graph: what is said at the cursor', () => {
  const plot = { width: 600, height: 200 };
  const size = { width: 200, height: 80 };
  const number = (top: number) => ({ left: 500, top, width: 100, height: 15 });

  it('stands beside the cursor, above, on the side with more room', () => {
    assert.deepEqual(placeBeside(100, size, plot, []), { left: 114, top: 6 });
    assert.deepEqual(placeBeside(400, size, plot, []), { left: 186, top: 6 });
  });

  it('leaves the numbers of bounds free', () => {
    assert.deepEqual(placeBeside(299, size, plot, [number(20)]), { left: 313, top: 114 }, 'below one above');
    assert.deepEqual(placeBeside(299, size, plot, [number(120)]), { left: 313, top: 6 }, 'above one below');
    assert.deepEqual(
      placeBeside(299, size, plot, [number(20), number(120)]),
      { left: 85, top: 6 },
      'on the other side',
    );
    assert.deepEqual(placeBeside(400, size, plot, [number(20)]), { left: 186, top: 6 }, 'far from it');
  });

  it('covers what it must where there is no room, and never the cursor', () => {
    const wide = { width: 360, height: 190 };
    assert.deepEqual(placeBeside(200, wide, plot, [number(20), number(120)]), { left: 214, top: 6 });
  });
});
