package dev.forbear.bench;

import java.util.stream.Stream;

/** What {@code /actuator/prometheus} said at one moment. */
record Scrape(String text) {

    /** The sum over all series of the name whose labels hold all the given ones, as written. */
    double sum(String name, String... labels) {
        return lines(name)
                .filter(line -> Stream.of(labels).allMatch(line::contains))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private Stream<String> lines(String name) {
        return text.lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "));
    }
}
