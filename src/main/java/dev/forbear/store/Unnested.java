package dev.forbear.store;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** Rows turned into an array for each column, which a statement unnests. */
final class Unnested {

    private final boolean[] text;
    private final List<@Nullable Object[]> rows = new ArrayList<>();

    /**
     * @param columns a letter for each: n for numbers, t for text
     */
    Unnested(String columns) {
        text = new boolean[columns.length()];
        for (var i = 0; i < text.length; i++) {
            text[i] = columns.charAt(i) == 't';
        }
    }

    void add(@Nullable Object... values) {
        rows.add(values);
    }

    void clear() {
        rows.clear();
    }

    int size() {
        return rows.size();
    }

    /** The arrays, after what stands before them in the statement. */
    @Nullable Object[] after(@Nullable Object... first) {
        var values = new @Nullable Object[first.length + text.length];
        System.arraycopy(first, 0, values, 0, first.length);
        for (var column = 0; column < text.length; column++) {
            values[first.length + column] = text[column] ? texts(column) : numbers(column);
        }
        return values;
    }

    private @Nullable String[] texts(int column) {
        var texts = new @Nullable String[rows.size()];
        for (var i = 0; i < texts.length; i++) {
            var value = rows.get(i)[column];
            texts[i] = value == null ? null : storable(value.toString());
        }
        return texts;
    }

    /** PostgreSQL's text cannot hold U+0000, which an error's message may. */
    private static String storable(String text) {
        return text.indexOf('\0') < 0 ? text : text.replace('\0', '\uFFFD');
    }

    private @Nullable Long[] numbers(int column) {
        var numbers = new @Nullable Long[rows.size()];
        for (var i = 0; i < numbers.length; i++) {
            numbers[i] = rows.get(i)[column] instanceof Number number ? number.longValue() : null;
        }
        return numbers;
    }
}
