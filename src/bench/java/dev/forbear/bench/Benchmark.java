package dev.forbear.bench;

import java.util.List;

/** One of the things that are measured. */
interface Benchmark {

    List<Row> run() throws Exception;
}
