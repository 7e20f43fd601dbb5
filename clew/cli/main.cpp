#include <cstdio>
int main() { std::puts("clew"); }
